import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, lossOf, partialCase, recordOf, trialOf } from '../../testing/examples/records.ts';
import { htmlReport } from './html-report.ts';

describe('the HTML report', () => {
  it('shows no text of a stranger as markup', () => {
    const page = (text: string): number => {
      const trials = { ...caseOf().trials, all: [trialOf({ id: text, shown: [text] })] };
      const losses = [lossOf({ message: text, instruction: { line: 1, text } })];
      return htmlReport(recordOf([caseOf({ id: text, title: 'title', reason: text, losses, trials })])).split('<')
        .length;
    };
    const plain = page('plain');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'script', '/', '=', '!--') }), (text) => {
        expect(page(text)).toBe(plain);
      }),
    );
  });

  it.each(['style', 'script'])('allows exactly the %s that it has', (name) => {
    const html = htmlReport(recordOf([caseOf()]));
    const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(html)?.[1] ?? '';
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`${name}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  });

  it('says in words which loss is silent', () => {
    expect(htmlReport(recordOf([caseOf()]))).toContain('>lost silently<');
  });

  it('claims no need of an answer that is not complete, unless it is proven', () => {
    const html = htmlReport(recordOf([partialCase()]));
    const words = [...html.matchAll(/<td class="([a-z-]+)">.*?class="said">([^<]*)</g)].map(([, , word]) => word);
    expect(words).toEqual(['needed', 'not known', 'works with it']);
    expect(html).toContain('1 case works with 2 capabilities');
  });

  it('says why a case has no row of cells', () => {
    const failed = { phase: 'instruction' as const, instruction: null, message: 'mount: not permitted', log: [] };
    const answer = { complete: false, minimalSets: [], maximalFailingSets: [] };
    const one = caseOf({
      status: 'reference-failed',
      referenceFailure: failed,
      faithful: answer,
      exitZero: answer,
      losses: [],
    });
    expect(htmlReport(recordOf([one, caseOf()]))).toContain('no answer: mount: not permitted');
  });

  it('prints what its record and its journal are pinned by, and the command that checks that', () => {
    const evidence = {
      recordDigest: `sha256:${'a'.repeat(64)}`,
      journalDigest: `sha256:${'b'.repeat(64)}`,
      standing: 'follows',
    } as const;
    const html = htmlReport({ ...recordOf([caseOf()]), evidence });
    expect(html).toContain(`<dt>journal</dt><dd><code>${evidence.journalDigest}</code>`);
    expect(html).toContain(`kaniko-caps verify-record DIRECTORY --expect-digest ${evidence.recordDigest}<`);
    const earlier = htmlReport({ ...recordOf([caseOf()]), evidence: { ...evidence, journalDigest: null } });
    expect(earlier).not.toContain('<dt>journal</dt>');
  });
});
