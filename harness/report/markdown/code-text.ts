import { safeText, shorten } from '../../text/plain-text.ts';

/** What may mean something to Markdown, to HTML or to GitHub, which makes links of names, numbers and addresses. */
const MEANINGFUL = /[&<>`*_~\\|[\]@#$]|:(?=\/\/)|www(?=\.)|\p{Surrogate}/gu;

/** Words and punctuation that mean nothing to any of them, and do not begin as an item of a list or a command does. */
const PLAIN = /^(?:[A-Za-z(]|\d+(?![\d.)]))(?:[A-Za-z0-9 .,;:(){}%/-]|(?<=\w)_(?=\w))*$/;

/**
 * What forges make links or pictures of although it has nothing but such characters: addresses, issues (`GH-12`, and `AB-12` of other
 * trackers), commits, milestones of GitLab (`%3`), and `:tada:`.
 */
const LINKED = /\/\/|www\.|\b[A-Z][A-Z0-9]*-\d|\b[0-9a-f]{7,40}\b|%\w|:\w+:/;

/** Keeps what stands before an `@` from it: GitHub's cmark-gfm makes links of addresses of mail even of characters written as numbers. */
const APART = '<!-- -->';

/** A stranger's text as code: every character that could mean anything is written as its number. */
export function codeText(text: string, longest: number): string {
  if (text === '') return '';
  return `<code>${shorten(safeText(text), longest).replace(MEANINGFUL, numbered)}</code>`;
}

/** A sentence of a report; one with a stranger's text that could mean anything is written as code. */
export function sentence(text: string, longest: number): string {
  return PLAIN.test(text) && !LINKED.test(text) ? shorten(text, longest) : codeText(text, longest);
}

function numbered(text: string): string {
  const code = text.charCodeAt(0);
  // Half of a surrogate pair is no character, and its number would be none either.
  const shown = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
  return `${text === '@' ? APART : ''}&#${shown};${text.slice(1)}`;
}
