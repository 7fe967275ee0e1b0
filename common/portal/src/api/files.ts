// Files that records name by their hash: sent in pieces, so that a poor line costs one piece.
import { apiRoot, sendBytes, sendJson } from './client';

interface Upload {
  id: string;
  size: number;
  received: number;
  piece_bytes_max: number;
  hash?: string;
}

/** Sends a file; what comes back is what a record holds. `told` hears how much has arrived. */
export async function sendFile(
  file: Blob, told: (received: number) => void = () => {}, signal?: AbortSignal,
): Promise<string> {
  let upload = await sendJson<Upload>('POST', '/files', { data: { size: file.size } });
  while (upload.hash === undefined) {
    const from = upload.received;
    upload = await sendBytes<Upload>(`/files/${upload.id}/bytes/${from}`,
      'application/octet-stream', file.slice(from, from + upload.piece_bytes_max), signal);
    told(upload.received);
  }
  return upload.hash;
}

/** Where the file is read that a field of a record names. */
export function fileAddress(collection: string, id: string, field: string): string {
  return `${apiRoot}/${collection}/${id}/files/${field}`;
}

/** `away`: it comes when the line is up. `none`: the record names none, or this person may not. */
export type FileKind = 'picture' | 'document' | 'away' | 'none';

export async function fileKind(address: string, signal?: AbortSignal): Promise<FileKind> {
  const answer = await fetch(address, { method: 'HEAD', ...(signal ? { signal } : {}) });
  if (answer.status === 404 && answer.headers.has('Retry-After')) return 'away';
  if (!answer.ok) return 'none';
  return answer.headers.get('Content-Type')?.startsWith('image/') ? 'picture' : 'document';
}
