import type { Calibration } from '../../priors/calibration/calibration.ts';
import { beliefIn, RULES, type RuleName, ruleOf } from '../../priors/dockerfile/rules.ts';
import { signalsOf } from '../../priors/signals.ts';
import type { Forecast, Knowledge, SearchCost } from './evaluate-priors.ts';

/** The columns about trials, by what is known. */
const COLUMNS: Readonly<Record<Knowledge, string>> = {
  nothing: 'no prior',
  'shared rules': 'rules of other cases',
  'other cases': 'all rules',
  'other executor': "another executor's record",
  'wrong case': 'the wrong Dockerfile',
};

/** Everything that the page about priors shows. */
export interface PriorsPage {
  readonly calibration: Calibration;
  readonly forecasts: { readonly rules: Forecast; readonly share: Forecast };
  readonly costs: readonly SearchCost[];
}

/** The tables of docs/priors.md in place of those that it holds. */
export function withTables(page: string, content: PriorsPage): string {
  const tables = {
    rules: ruleTable(content.calibration),
    bases: baseTable(content.calibration),
    forecasts: forecastTable(content),
    trials: trialTable(content.costs),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- table: ${name} -->\\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`docs/priors.md has no place for the table of ${name}`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
  }, page);
}

function ruleTable({ rules }: Calibration): string {
  const rows = (Object.keys(RULES) as RuleName[]).flatMap((name) =>
    signalsOf([{ name, line: 1, words: '', swallowed: false, isFallback: false }], { rules, bases: {} }).map(
      ({ capability, faithful, exitZero, tally }) => [
        ruleOf(name).sees,
        capability,
        percent(beliefIn(ruleOf(name), capability, 'faithful') ?? 0),
        String(tally?.findings ?? 0),
        counts(tally),
        both(percent(faithful), percent(exitZero)),
      ],
    ),
  );
  return table(['what is seen', 'capability', 'belief', 'findings', 'needed', 'weight'], rows);
}

function baseTable({ rules, bases }: Calibration): string {
  const rows = Object.entries(bases).flatMap(([base, tallies]) =>
    signalsOf([{ name: 'unpacked-base', line: 1, words: base, swallowed: false, isFallback: false }], { rules, bases })
      .filter(({ capability }) => tallies[capability] !== undefined)
      .map(({ capability, faithful, exitZero, tally }) => [
        `\`${base}\``,
        capability,
        String(tally?.findings ?? 0),
        counts(tally),
        both(percent(faithful), percent(exitZero)),
      ]),
  );
  return table(['base', 'capability', 'findings', 'needed', 'weight'], rows);
}

function forecastTable({ forecasts: { rules, share } }: PriorsPage): string {
  const row = (name: string, { brier, logLoss }: Forecast): string[] => [name, brier.toFixed(3), logLoss.toFixed(3)];
  return table(
    ['weights', 'Brier score', 'log loss (bits)'],
    [row('the same for every capability', share), row('rules, the case left out', rules)],
  );
}

function trialTable(costs: readonly SearchCost[]): string {
  const rows = [...new Set(costs.map(({ executor }) => executor))].flatMap((executor) => {
    const own = costs.filter((cost) => cost.executor === executor);
    return [...new Set(own.map(({ slots }) => slots))].map((slots) => {
      const cell = (knowledge: SearchCost['knowledge']): string => {
        const cost = own.find((other) => other.slots === slots && other.knowledge === knowledge);
        return cost === undefined ? '' : `${cost.trials} (${(cost.trials / cost.lowerBound).toFixed(2)})`;
      };
      const known = (Object.keys(COLUMNS) as Knowledge[]).map(cell);
      return [executor, String(slots), String(own[0]?.lowerBound ?? 0), ...known];
    });
  });
  const head = ['executor', 'slots', 'minimum', ...Object.values(COLUMNS)];
  return table(head, rows);
}

function counts(tally: { readonly faithful: number; readonly exitZero: number } | undefined): string {
  return tally === undefined ? '' : both(String(tally.faithful), String(tally.exitZero));
}

/** One number for both answers, or one for each. */
function both(faithful: string, exitZero: string): string {
  return faithful === exitZero ? faithful : `${faithful}, exit 0: ${exitZero}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
