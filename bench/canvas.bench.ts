import type { Page } from '@playwright/test';

import { type CanvasPages, startCanvasPages, template } from './canvas-pages.js';
import { dragFrame, panRate, zoomOut } from './frames.js';
import { type Benchmark, collect, median, report } from './harness.js';
import { largeJourney } from './large-journey.js';

const steps = 1_000;
/** A journey as most are. */
const usualSteps = 25;
const rounds = 7;

/** Our canvas in a real browser beside xyflow alone with the same nodes. */
export const canvas: Benchmark = {
  name: 'canvas',
  run: async () => {
    const large = largeJourney(steps, template);
    const pages = await startCanvasPages({ large, usual: largeJourney(usualSteps, template) }, large);
    try {
      await reportOpening(pages, 'usual', 'canvas.interactive');
      await reportOpening(pages, 'large', 'canvas.interactive-large');
      await reportDrag(pages);
      await reportPanning(pages);
    } finally {
      await pages.stop();
    }
  },
};

/** From the address to a step that takes the focus and a page that answers, with nothing kept in the browser. */
async function reportOpening(pages: CanvasPages, journey: string, name: string): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const page = await pages.openJourney(journey);
    const ms = await page.evaluate(async () => {
      const frame = async (): Promise<void> => await new Promise((resolve) => requestAnimationFrame(() => resolve()));
      for (;;) {
        await frame();
        const node = document.querySelector<HTMLElement>('[data-node][tabindex="0"]');
        node?.focus();
        if (node && document.activeElement === node) break;
      }
      await frame();
      return performance.now();
    });
    await page.context().close();
    // The first one warms the server up.
    if (round > 0) times.push(ms);
  }
  report({ name, unit: 'ms', better: 'lower', aim: 1_500 }, times, []);
}

/** A step of a journey that is arranged by hand, with its edges finding their way at every frame. */
async function reportDrag(pages: CanvasPages): Promise<void> {
  const [ours, bare] = await openBoth(pages);
  await ours.getByRole('button', { name: 'Arrange by hand' }).click();
  await ours.locator('[data-arranged]').waitFor();
  await ours.getByText(/Saved \d/).waitFor();
  const { ours: frames, floors } = await collect({ ours: async () => await alone(ours, dragFrame), floor: async () => await alone(bare, dragFrame) });
  await close(ours, bare);
  console.log(`a bare xyflow page: ${median(floors).toFixed(1)} ms a frame (p95)`);
  report({ name: 'canvas.drag', unit: 'ms', better: 'lower', aim: 16 }, frames, []);
}

async function reportPanning(pages: CanvasPages): Promise<void> {
  const [ours, bare] = await openBoth(pages);
  const pan = { ours: async () => await alone(ours, panRate), floor: async () => await alone(bare, panRate) };
  const near = await collect(pan);
  await alone(ours, zoomOut);
  await alone(bare, zoomOut);
  const far = await collect(pan);
  await close(ours, bare);
  const figure = { unit: 'frames/s', better: 'higher' as const };
  report({ name: 'canvas.far', ...figure, aim: 1 }, far.ours, far.floors);
  report({ name: 'canvas.rate', ...figure, aim: 50 }, near.ours, []);
  report({ name: 'canvas', ...figure, aim: 1 }, near.ours, near.floors);
}

async function openBoth(pages: CanvasPages): Promise<[Page, Page]> {
  const both: [Page, Page] = [await pages.openJourney('large'), await pages.openBare()];
  for (const page of both) {
    await page.bringToFront();
    await page.locator('.react-flow__node').first().waitFor();
    await page.waitForLoadState('networkidle');
  }
  return both;
}

async function close(...open: Page[]): Promise<void> {
  for (const page of open) await page.context().close();
}

async function alone<T>(page: Page, work: (page: Page) => Promise<T>): Promise<T> {
  await page.bringToFront();
  return await work(page);
}
