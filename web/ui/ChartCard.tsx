import { Button } from '@mantine/core';
import { IconChartLine, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Card } from './Card.js';
import classes from './ChartCard.module.css';

interface ChartCardProps {
  title: string;
  /** What it shows in one sentence, with its numbers: for who does not look. */
  summary: string;
  /** Zone, definition, when it was counted. */
  note: string;
  chart: ReactNode;
  /** The same as a table. */
  table: ReactNode;
}

/** A chart that can be read as a table too. */
export function ChartCard({ title, summary, note, chart, table }: ChartCardProps) {
  const { t } = useTranslation('ui');
  const [isTable, setTable] = useState(false);
  return (
    <Card
      title={title}
      aside={
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={isTable ? <IconChartLine size={14} stroke={1.5} /> : <IconTable size={14} stroke={1.5} />}
          onClick={() => setTable(!isTable)}
        >
          {t(isTable ? 'chart.asChart' : 'chart.asTable')}
        </Button>
      }
    >
      <p className={classes.summary}>{summary}</p>
      <p className={classes.note}>{note}</p>
      {isTable ? <div className={classes.table}>{table}</div> : <div className={classes.chart}>{chart}</div>}
    </Card>
  );
}
