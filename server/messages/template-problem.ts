import type { ErrorValue } from '../platform/error-codes.js';

export type TemplateField = 'subject' | 'preheader' | 'mjml' | 'text';

/** What is wrong with a template, and where. Errors forbid saving; warnings do not. */
export interface TemplateProblem {
  severity: 'error' | 'warning';
  field: TemplateField;
  /** 1-based, in the field as written. */
  line?: number;
  column?: number;
  /** `liquid`, `unknown-filter`, `unknown-tag`, `mjml`, `mjml-unclosed`, `liquid-place`, `no-unsubscribe-link`, `missing-value`, `empty-subject`, `timed-out`, `out-of-memory`, `too-large`, `render`. */
  code: string;
  /** What the message names, for who says it in another language (`detailCodes`). */
  values?: { readonly [name: string]: ErrorValue };
  /** What is wrong and how to mend it, English. */
  message: string;
}

/** A template that cannot be compiled, or failed on one person's values. */
export class TemplateFault extends Error {
  readonly problems: TemplateProblem[];

  constructor(problems: TemplateProblem[]) {
    super(problems.map(({ field, line, message }) => `${field}${line === undefined ? '' : `, line ${line}`}: ${message}`).join('\n'));
    this.name = 'TemplateFault';
    this.problems = problems;
  }
}
