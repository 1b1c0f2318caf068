import { z } from 'zod';

import { identityTypes } from '../events/event.js';
import { identityLimits as limits } from './identity-rules.js';
import { normalisers } from './normalisers.js';

const blockedSchema = z.string().min(1).max(limits.blockedLength);

export const identityTypeRuleSchema = z
  .strictObject({
    /** A built-in type, or `external:NAME` for external ids of that type. */
    type: z
      .string()
      .regex(new RegExp(`^(?:${identityTypes.join('|')}|external:[A-Za-z0-9_.-]{1,50})$`), `must be one of ${identityTypes.join(', ')}, or external:NAME`),
    normaliser: z.enum(normalisers),
    /** Most of this type on one profile. */
    limit: z.number().int().min(1).max(limits.perProfile),
    blockSuggested: z.boolean().default(true),
    blockedValues: z.array(blockedSchema).max(limits.blockedValues).default([]),
    /** RE2, found anywhere in the value unless anchored. */
    blockedPatterns: z.array(blockedSchema).max(limits.blockedPatterns).default([]),
  })
  .meta({ id: 'IdentityTypeRule' });

export const putIdentityRulesSchema = z
  .strictObject({
    /** Of the rules that were read: 409 `identity-rules-changed` when somebody changed them since. */
    revision: z.number().int().min(0),
    /** In order of priority, strongest first. */
    rules: z.array(identityTypeRuleSchema).max(identityTypes.length + limits.ownTypes + 20),
  })
  .meta({ id: 'IdentityRulesChange' });

export const identityRulesSchema = z
  .object({
    revision: z.number().int(),
    rules: z.array(identityTypeRuleSchema),
    /** What `blockSuggested` stands for. */
    suggestedBlocks: z.array(z.string()),
    /** External-id types that events brought and that have no rule of their own. */
    otherExternalTypes: z.array(z.string()),
    /** Identities that one profile may hold in all. */
    perProfile: z.number().int(),
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'IdentityRules' });
export type IdentityRulesAnswer = z.infer<typeof identityRulesSchema>;
