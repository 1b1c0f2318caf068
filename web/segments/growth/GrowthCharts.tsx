import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, LabelList, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import type { SegmentHistory } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import classes from './Growth.module.css';

type Day = SegmentHistory['days'][number];

const margin = { top: 16, right: 24, bottom: 0, left: 0 };
const grid = { stroke: 'var(--cairn-border)', vertical: false } as const;
const axis = { stroke: 'var(--cairn-border)', tickLine: false, minTickGap: 32 } as const;
const tooltip = { contentStyle: { background: 'var(--cairn-popover)', borderColor: 'var(--cairn-border)' }, isAnimationActive: false } as const;

/** A day of the workspace's calendar, as people of the language write it: the day itself, in no zone. */
export function useDayName(): (day: string) => string {
  const { tag } = useFormat();
  const format = new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}

/** The last day is not over: its step is dashed. */
export function SizeChart({ days }: { days: Day[] }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const dayName = useDayName();
  const data = days.map(({ day, size }, at) => ({
    day,
    ...(at < days.length - 1 && { size }),
    ...(at >= days.length - 2 && { soFar: size }),
  }));
  return (
    <ResponsiveContainer>
      <LineChart data={data} margin={margin} accessibilityLayer>
        <CartesianGrid {...grid} />
        <XAxis dataKey="day" tickFormatter={dayName} {...axis} />
        <YAxis tickFormatter={format.compact} allowDecimals={false} width={56} domain={[0, 'auto']} {...axis} />
        <Tooltip {...tooltip} labelFormatter={(day) => dayName(String(day))} formatter={(value) => [format.number(Number(value)), t('growth.size')]} />
        <Line dataKey="size" stroke="var(--cairn-series-1)" strokeWidth={2} dot={false} isAnimationActive={false} />
        <Line dataKey="soFar" stroke="var(--cairn-series-1)" strokeWidth={2} strokeDasharray="4 4" dot={false} isAnimationActive={false} tooltipType="none" />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Who entered stands above the line, who left below it. */
export function ChangesChart({ days }: { days: Day[] }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const dayName = useDayName();
  const last = days.length - 1;
  const data = days.map(({ day, entered, left }, at) => ({ day, entered, left: -left, note: at === last && entered + left > 0 ? t('growth.soFar') : '' }));
  return (
    <ResponsiveContainer>
      <BarChart data={data} margin={margin} stackOffset="sign" accessibilityLayer className={classes.changes}>
        <CartesianGrid {...grid} />
        <XAxis dataKey="day" tickFormatter={dayName} {...axis} />
        <YAxis tickFormatter={(value: number) => format.compact(Math.abs(value))} allowDecimals={false} width={56} {...axis} />
        <Tooltip
          {...tooltip}
          cursor={{ fill: 'var(--cairn-hover)' }}
          labelFormatter={(day) => dayName(String(day))}
          formatter={(value, name) => [format.number(Math.abs(Number(value))), t(name === 'entered' ? 'growth.entered' : 'growth.left')]}
        />
        <Bar dataKey="entered" stackId="changes" fill="var(--cairn-series-1)" isAnimationActive={false}>
          <LabelList dataKey="note" position="top" />
        </Bar>
        <Bar dataKey="left" stackId="changes" fill="var(--cairn-series-2)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
