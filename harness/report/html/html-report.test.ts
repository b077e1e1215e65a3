import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../../testing/records.ts';
import { htmlReport } from './html-report.ts';

describe('the HTML report', () => {
  it('shows no text of a stranger as markup', () => {
    const count = (html: string): number => html.split('<').length;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'script', '/', '=') }), (text) => {
        const plain = htmlReport(recordOf([caseOf({ id: 'plain', reason: 'plain' })]));
        expect(count(htmlReport(recordOf([caseOf({ id: text, reason: text })])))).toBe(count(plain));
      }),
    );
  });

  it('allows exactly the style that it has', () => {
    const html = htmlReport(recordOf([caseOf()]));
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html).toContain(createHash('sha256').update(style).digest('base64'));
  });

  it('says in words which loss is silent', () => {
    expect(htmlReport(recordOf([caseOf()]))).toContain('<td>silently lost without</td>');
  });
});
