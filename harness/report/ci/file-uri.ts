/** The path of a file as a relative URI; decoding it gives the path again. */
export function fileUri(path: string): string {
  return path.split('/').map(segmentUri).join('/');
}

function segmentUri(segment: string): string {
  // Half of a surrogate pair has no UTF-8, and no file has it in its name.
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'));
}
