// A photograph of a telephone has more points than anybody looks at, and branches have poor lines.

/** Beyond so many bytes a picture is made smaller. */
export const largePicture = 700_000;
const pointsMost = 2048;
const quality = 0.82;

/** Sides of the picture as it is kept: never larger, never narrower than a point. */
export function smallerSides(width: number, height: number): { width: number; height: number } {
  const factor = Math.min(1, pointsMost / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/** The same picture with fewer points; what is no large picture stays as it is. */
export async function smallerPicture(file: Blob): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= largePicture) return file;
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, smallerSides(picture.width, picture.height));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/jpeg', quality);
    });
    return made !== null && made.size < file.size ? made : file;
  } catch {
    return file;  // The daemon says what it thinks of a picture that no browser can read.
  }
}
