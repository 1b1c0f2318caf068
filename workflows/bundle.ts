import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * Bundles the workflows once, at build time, so that a worker starts without webpack. Runs from `dist`.
 * Source maps are left out: they would carry the build machine's paths.
 */
const { code } = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('./runs/workflows.js', import.meta.url)) });
await writeFile(new URL('./workflow-bundle.js', import.meta.url), code);
