import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Markdown as a page of a forge shows it, with what stands in it of HTML. */
export function renderedMarkdown(text: string): string {
  return micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** A page taken apart: what shapes it, and what is read. */
export interface ReadMarkdown {
  /** Its tags in order, with their attributes, those of code apart: a text that could mean anything may be written as code. */
  readonly tags: readonly string[];
  /**
   * What is not within code. Forges look there for names, numbers and addresses to make links of; of code they make none
   * (GitHub: html-pipeline, GitLab: Banzai, both skip `code` and `pre`).
   */
  readonly prose: string;
}

/** Reads Markdown as a forge does. */
export function readMarkdown(text: string): ReadMarkdown {
  const html = renderedMarkdown(text);
  const tags = (html.match(/<[^>]*>/g) ?? []).filter((tag) => !/^<(?:\/?code|!-- --)>$/.test(tag));
  const prose = html.replace(/<code>.*?<\/code>/gs, '').replace(/<[^>]*>/g, '');
  return { tags, prose: unescaped(prose) };
}

const REFERENCES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name = '') =>
    code === undefined ? (REFERENCES[name] ?? all) : String.fromCodePoint(Number(code)),
  );
}
