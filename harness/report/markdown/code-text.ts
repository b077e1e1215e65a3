import { safeText, shorten } from '../../text/plain-text.ts';

/** What may mean something to Markdown, to HTML or to GitHub, which makes links of names, numbers and addresses. */
const MEANINGFUL = /[&<>`*_~\\|[\]@#$]|:(?=\/\/)|www(?=\.)|\p{Surrogate}/gu;

/** Words and punctuation that mean nothing to any of them. */
const PLAIN = /^(?!.*(?:\/\/|www\.))(?:[A-Za-z0-9 .,;:(){}%/-]|(?<=\w)_(?=\w))*$/;

/** A stranger's text as code: every character that could mean anything is written as its number. */
export function codeText(text: string, longest: number): string {
  if (text === '') return '';
  return `<code>${shorten(safeText(text), longest).replace(MEANINGFUL, numbered)}</code>`;
}

/** A sentence of a report; one with a stranger's text that could mean anything is written as code. */
export function sentence(text: string, longest: number): string {
  return PLAIN.test(text) ? shorten(text, longest) : codeText(text, longest);
}

function numbered(text: string): string {
  const code = text.charCodeAt(0);
  // Half of a surrogate pair is no character, and its number would be none either.
  const shown = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
  return `&#${shown};${text.slice(1)}`;
}
