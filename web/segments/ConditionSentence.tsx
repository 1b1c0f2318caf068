import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Anchor } from '@mantine/core';
import { Fragment } from 'react';

import { focusRow } from './builder/focus-row.js';
import { marked, partsOf } from './model/linked-text.js';
import { conditionText } from './model/sentence.js';
import classes from './Segments.module.css';
import { useSpeaker } from './useSpeaker.js';

/** A condition in words, in the reader's language. `linked`: each part leads to its row of the builder on the same page. */
export function ConditionSentence({ condition, linked = false }: { condition: Condition; linked?: boolean }) {
  const speaker = useSpeaker();
  if (!linked) return <>{conditionText(condition, speaker)}</>;
  return (
    <>
      {partsOf(conditionText(condition, speaker, marked)).map(({ text, row }, at) =>
        row === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
          <Fragment key={at}>{text}</Fragment>
        ) : (
          <Anchor key={row.join('.')} component="button" type="button" className={classes.part ?? ''} onClick={() => focusRow(row)}>
            {text}
          </Anchor>
        ),
      )}
    </>
  );
}
