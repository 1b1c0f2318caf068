import type { Page } from '@playwright/test';

import { percentile } from './harness.js';

/** Frames of one gesture: when each began, ms. */
async function framesOf(page: Page, gesture: 'pan' | 'drag', forMs: number): Promise<number[]> {
  return await page.evaluate(
    async ({ gesture: kind, forMs: length }) => {
      const at = { x: window.innerWidth / 2, y: window.innerHeight / 2 };
      const pane = document.querySelector('.react-flow__pane') as HTMLElement;
      // The node that is nearest to the middle of the screen.
      const distance = (node: Element): number => {
        const box = node.getBoundingClientRect();
        return Math.hypot(box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y);
      };
      const node = [...document.querySelectorAll('.react-flow__node')].sort((a, b) => distance(a) - distance(b))[0] as HTMLElement;
      const box = node.getBoundingClientRect();
      const grip = { x: box.x + box.width / 2, y: box.y + 8 };
      const mouse = (type: string, x: number, y: number) =>
        new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, view: window, button: 0 });
      if (kind === 'drag') node.dispatchEvent(mouse('mousedown', grip.x, grip.y));
      const starts: number[] = [];
      await new Promise<void>((resolve) => {
        const frame = (): void => {
          starts.push(performance.now());
          const done = starts.length;
          if ((starts[done - 1] as number) - (starts[0] as number) > length) {
            resolve();
            return;
          }
          // To and fro, so that neither comes to the end of the page.
          const turn = Math.floor(done / 60) % 2 === 0 ? 1 : -1;
          if (kind === 'pan')
            pane.dispatchEvent(new WheelEvent('wheel', { deltaY: 40 * turn, clientX: at.x, clientY: at.y, bubbles: true, cancelable: true, view: window }));
          else window.dispatchEvent(mouse('mousemove', grip.x + Math.sin(done / 20) * 120, grip.y + Math.cos(done / 20) * 60));
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      if (kind === 'drag') window.dispatchEvent(mouse('mouseup', grip.x, grip.y));
      return starts;
    },
    { gesture, forMs },
  );
}

/** Frames a second while the page pans by 40 px a frame. */
export async function panRate(page: Page, forMs = 1_500): Promise<number> {
  const starts = await framesOf(page, 'pan', forMs);
  return ((starts.length - 1) / ((starts.at(-1) as number) - (starts[0] as number))) * 1_000;
}

/** The time of a frame that 95 of 100 keep, ms, while one node is dragged about. */
export async function dragFrame(page: Page, forMs = 1_500): Promise<number> {
  const starts = await framesOf(page, 'drag', forMs);
  return percentile(
    starts.slice(1).map((start, index) => start - (starts[index] as number)),
    0.95,
  );
}

/** As far as it goes. */
export async function zoomOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pane = document.querySelector('.react-flow__pane') as HTMLElement;
    const at = { clientX: window.innerWidth / 2, clientY: window.innerHeight / 2 };
    for (let turn = 0; turn < 40; turn += 1) {
      pane.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, ctrlKey: true, ...at, bubbles: true, cancelable: true, view: window }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
