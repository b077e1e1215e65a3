/** The rows of the matrix, hidden or not. */
export function matrixRows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>('#matrix tbody tr')];
}

/** The case of a row in full; null for a row that has none. */
export function caseOfRow({ dataset }: HTMLTableRowElement): HTMLElement | null {
  return document.getElementById(`case-${dataset['case']}`);
}
