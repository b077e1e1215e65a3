/** The day on which exceptions of a lock file are judged, in UTC: `2027-01-31`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
