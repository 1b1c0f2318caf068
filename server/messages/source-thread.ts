import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const files = ['render-thread', 'compile-template', 'liquid-engine', 'liquid-marks', 'template-problem'];

/**
 * Only when the server runs from source, as in tests: the render thread's few files as JavaScript, in a cache folder from which their packages resolve.
 * Node before 22.18 loads no TypeScript in threads.
 */
export async function transpiledThread(): Promise<URL> {
  const here = import.meta.dirname;
  const target = path.join(here, '../node_modules/.cache/render-thread');
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, 'package.json'), '{"type":"module"}');
  // A variable, so that nobody takes the compiler for a dependency of the server.
  const compiler = 'typescript';
  const { default: ts } = (await import(compiler)) as { default: { transpileModule(source: string, options: object): { outputText: string } } };
  for (const file of files) {
    const source = await readFile(path.join(here, `${file}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions: { target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true } });
    // Several test processes do this at once: a file is there as a whole or not at all.
    const scratch = path.join(target, `${file}.${process.pid}.tmp`);
    await writeFile(scratch, outputText);
    await rename(scratch, path.join(target, `${file}.js`));
  }
  return pathToFileURL(path.join(target, 'render-thread.js'));
}
