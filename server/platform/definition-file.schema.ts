import { longestFile } from '@cairn/rules/files/definition-yaml.js';
import { z } from 'zod';

/** A definition as YAML: see `definitionFile`. */
export const definitionFileSchema = z.strictObject({ yaml: z.string().min(1).max(longestFile) }).meta({ id: 'DefinitionFile' });
