import classes from './Home.module.css';

/** A course without axes: the last point is marked, today is unfinished and dashed. Starts at zero, so that heights may be compared. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const width = 200;
  const height = 36;
  const top = Math.max(1, ...values);
  const points = values.map(
    (value, index) => [values.length < 2 ? 0 : 2 + (index * (width - 4)) / (values.length - 1), height - 3 - ((height - 6) * value) / top] as const,
  );
  const text = (list: typeof points): string => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const last = points.at(-1);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={classes.spark} role="img" aria-label={label} preserveAspectRatio="none">
      <polyline points={text(points.slice(0, -1))} />
      <polyline points={text(points.slice(-2))} strokeDasharray="3 3" />
      {last !== undefined && <line className={classes.mark} x1={last[0]} x2={last[0]} y1={last[1]} y2={last[1]} />}
    </svg>
  );
}
