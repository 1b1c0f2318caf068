const maxCharacters = 24;
const padding = 20;

/** A chip's text: 24 characters, then an ellipsis; the tooltip has the rest. */
export function chipText(text: string): string {
  const characters = [...text];
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}

let context: CanvasRenderingContext2D | null | undefined;

/** Its width in px, by the browser's own measure; estimated where there is no canvas. */
export function chipWidth(text: string): number {
  if (context === undefined)
    context = typeof document === 'undefined' || navigator.userAgent.includes('jsdom') ? null : document.createElement('canvas').getContext('2d');
  if (!context) return Math.ceil([...text].length * 7) + padding;
  context.font = `500 12px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(context.measureText(text).width) + padding;
}
