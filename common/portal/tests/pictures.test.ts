import { expect, test } from 'vitest';
import { smallerPicture, smallerSides } from '../src/pages/shared/smaller_picture';

test('a picture keeps its shape', () => {
  expect(smallerSides(4096, 3072)).toEqual({ width: 2048, height: 1536 });
  expect(smallerSides(3072, 4096)).toEqual({ width: 1536, height: 2048 });
});

test('a picture that is small enough stays as it is', () => {
  expect(smallerSides(2048, 10)).toEqual({ width: 2048, height: 10 });
  expect(smallerSides(640, 480)).toEqual({ width: 640, height: 480 });
});

test('a very long picture keeps a point of its narrow side', () => {
  expect(smallerSides(100_000, 1)).toEqual({ width: 2048, height: 1 });
});

test('what is no picture is sent as it is', async () => {
  const text = new Blob(['x'.repeat(1_000_000)], { type: 'text/plain' });
  expect(await smallerPicture(text)).toBe(text);
});
