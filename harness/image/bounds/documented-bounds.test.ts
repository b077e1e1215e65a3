import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beyondBounds, IMAGE_BOUNDS, type ImageBound } from './image-bounds.ts';

test('the page on images has every bound', () => {
  const page = readFileSync('docs/images.md', 'utf8');
  for (const bound of Object.keys(IMAGE_BOUNDS) as ImageBound[]) {
    const [, told = ''] = /; at most ([\d,]+(?: [KMG]iB)?)/.exec(beyondBounds('', bound).message) ?? [];
    expect(told, bound).not.toBe('');
    expect(page.includes(`| ${told} `), bound).toBe(true);
  }
});
