import { UserError } from '../platform/errors.js';
import type { TemplateFault, TemplateProblem } from './template-problem.js';

const detailOf = ({ field, line, code, message, values }: TemplateProblem) => ({
  path: field,
  code,
  message: line === undefined ? message : `Line ${line}: ${message}`,
  values: { ...values, ...(line !== undefined && { line }) },
});

export const templateErrors = {
  failed: (fault: TemplateFault) =>
    new UserError(422, 'template-failed', `The template cannot be rendered. ${fault.message}`, {
      action: 'Mend the template and publish it.',
      details: fault.problems.map(detailOf),
      cause: fault,
    }),
  invalid: (key: string, problems: TemplateProblem[]) => {
    const [first] = problems;
    const place = first ? ` ${first.field}${first.line === undefined ? '' : `, line ${first.line}`}: ${first.message}` : '';
    return new UserError(422, 'invalid-template', `Template ${key} cannot be saved.${place}`, {
      action: 'Mend what `details` names.',
      details: problems.map(detailOf),
      values: { template: key },
    });
  },
  unknown: (key: string) =>
    new UserError(404, 'unknown-template', `There is no template ${key}.`, {
      action: 'GET /api/templates lists them.',
      values: { template: key },
    }),
  inUse: (key: string, journeys: string[]) =>
    new UserError(409, 'template-in-use', `Template ${key} is used by ${journeys.length === 1 ? 'journey' : 'journeys'} ${journeys.join(', ')}.`, {
      action: 'Choose another template there, or archive what uses it.',
      details: journeys.map((journey) => ({ path: 'journeys', message: journey, code: 'used-by' })),
      values: { template: key, journeys },
    }),
  unknownDelivery: (key: string) => new UserError(404, 'unknown-delivery', `There is no delivery ${key}.`, { action: 'GET /api/deliveries lists them.' }),
};
