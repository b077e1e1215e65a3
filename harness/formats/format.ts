import type { Check } from '../check/check-record.ts';
import type { CheckView } from '../check/check-view.ts';
import type { BisectedCase } from '../comparison/bisect-cases.ts';
import type { Comparison } from '../comparison/compare-records.ts';
import type { PipelineAudit } from '../pipeline/pipeline-audit.ts';
import type { AuditView } from '../pipeline/shown/audit-json.ts';
import type { RunRecord } from '../record/record.ts';
import type { Policy } from '../report/policy/policy.ts';

/** All that a format may show, by its name. */
export interface Subjects {
  /** One record. */
  readonly record: RunRecord;
  /** Several records, side by side. */
  readonly records: readonly RunRecord[];
  /** What changed between two records. */
  readonly comparison: {
    readonly comparison: Comparison;
    readonly before: RunRecord;
    readonly after: RunRecord;
  };
  /** Which executor changed what cases need, of executors with these names. */
  readonly bisection: { readonly cases: readonly BisectedCase[]; readonly names: readonly string[] };
  /** A run held against a lock file. */
  readonly check: { readonly check: Check; readonly view: CheckView };
  /** What the pipelines of manifests declare, and what they need. */
  readonly audit: { readonly audit: PipelineAudit; readonly view: AuditView };
  /** A capability set that a record shows to serve, as configuration. */
  readonly policy: Policy;
}

/** What a format may show. */
export type Subject = keyof Subjects;

/** What a format may need to know of where it is shown. */
export interface Destination {
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the whole report can be found if one has to be cut; undefined if nobody knows. */
  readonly wholeReport: string | undefined;
  /** Under which name code scanning keeps the findings. @default one that tells a check from a record */
  readonly category?: string | undefined;
  /** The address of this tool; undefined where none is known. */
  readonly homepage?: string | undefined;
}

/** Writes what is shown as a text. */
export type Writer<S extends Subject> = (shown: Subjects[S], destination: Destination) => string;

/** How the texts of several policies are kept. */
export interface PolicyFile {
  /** What the name of a file ends with that has one of them. */
  readonly extension: 'yaml' | 'toml' | 'sh';
  /** What stands between several of them in one file; null where one file has room for one alone. */
  readonly between: string | null;
}

/** A format in which something can be shown. */
export interface Format {
  /** The name that `--format` takes. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** Whether its text holds commands that a CI system is to obey, so that they must not be escaped. @default false */
  readonly hasCommands?: boolean;
  /** How a cluster that admits pods by its text can know which pods to check; undefined where no cluster does. */
  readonly admitsPods?: 'by-image' | 'by-namespace';
  /** How its policies are kept in files; undefined where it shows none. */
  readonly policyFile?: PolicyFile;
  /** Whether people read it elsewhere, as in a comment, so that it names no path of the machine that wrote it. @default false */
  readonly isPosted?: boolean;
  /** What it shows. A writer is loaded when it is asked for, so that whoever only lists the formats loads none. */
  readonly shows: { readonly [S in Subject]?: () => Promise<Writer<S>> };
}

/** What a subject is called in a message: a format cannot show `a comparison of two records`. */
export const SUBJECT_WORDS: Readonly<Record<Subject, string>> = {
  record: 'a record',
  records: 'several records',
  comparison: 'a comparison of two records',
  bisection: 'a bisection',
  check: 'a check',
  audit: 'an audit of manifests',
  policy: 'a policy',
};
