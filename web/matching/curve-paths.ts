interface Point {
  x: number;
  y: number;
}

/** Height for a count, so that few and very many are both seen: 0 at the bottom, `most` at the top. */
export function logScale(most: number, height: number): (count: number) => number {
  const top = Math.log1p(most);
  return (count) => height * (1 - Math.log1p(count) / top);
}

/** An area under steps: each value holds until the next. */
export function stepPath(points: readonly Point[], { width, height }: { width: number; height: number }): string {
  if (points.length === 0) return '';
  const steps = points.map(({ x, y }) => `H${round(x)}V${round(y)}`).join('');
  return `M${round(points[0]?.x ?? 0)} ${height}${steps}H${width}V${height}Z`;
}

export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
