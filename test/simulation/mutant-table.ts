import type { Mutant } from './mutants.js';
import type { Settings } from './settings.js';

export const mutants: { [guard: string]: { mutant: Mutant; aim?: Partial<Settings> } } = {};
