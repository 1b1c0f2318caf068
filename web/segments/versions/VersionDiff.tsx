import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { SegmentDefinition } from '../../api/segments.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { ConditionSentence } from '../ConditionSentence.js';
import classes from './Versions.module.css';

interface VersionDiffProps {
  before: SegmentDefinition;
  after: SegmentDefinition;
}

/** What was changed: in words, then line by line as the file has it. */
export function VersionDiff({ before, after }: VersionDiffProps) {
  const { t } = useTranslation('segments');
  const { data: lines } = useQuery({
    queryKey: ['version-diff', before, after],
    queryFn: async () => await diffOf(before, after),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <dl className={classes.words}>
        <dt>{t('versions.then')}</dt>
        <dd>
          <ConditionSentence condition={before.condition} />
        </dd>
        <dt>{t('versions.now')}</dt>
        <dd>
          <ConditionSentence condition={after.condition} />
        </dd>
      </dl>
      {lines === undefined ? (
        <BlockSkeleton lines={6} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too
        <section className={classes.diff} tabIndex={0} aria-label={t('versions.diff')}>
          <pre>
            {lines.map(({ kind, text }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of two texts that never change
              <span key={at} data-kind={kind} className={classes.line}>
                <span aria-hidden="true">{signs[kind]}</span>
                {kind !== 'same' && <VisuallyHidden>{t(kind === 'added' ? 'versions.added' : 'versions.removed')}</VisuallyHidden>}
                {`${text}\n`}
              </span>
            ))}
          </pre>
        </section>
      )}
    </>
  );
}

interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

const signs = { same: '  ', added: '+ ', removed: '− ' };

/** The writer of files and the comparer are loaded when somebody compares. */
async function diffOf(before: SegmentDefinition, after: SegmentDefinition): Promise<DiffLine[]> {
  const [{ toYaml }, { diffLines }] = await Promise.all([import('@cairn/rules/files/definition-yaml.js'), import('diff')]);
  const text = (definition: SegmentDefinition): string => toYaml(JSON.parse(JSON.stringify(definition)));
  return diffLines(text(before), text(after)).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((line): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text: line })),
  );
}
