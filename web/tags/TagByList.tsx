import { Button, FileButton, Group, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { TagItem, TagJobRequest } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { identitiesIn, type LineType, lineTypes } from './list-of-identities.js';
import { ReplaceByList } from './ReplaceByList.js';
import classes from './Tags.module.css';
import { useStartTagJob } from './useStartTagJob.js';

/** As the API allows in one go. */
const mostIdentities = 10_000;

/** Turns the tag for a list of identities, pasted or read from a file; the tag then says which import turned it. */
export function TagByList({ tag }: { tag: TagItem }) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const start = useStartTagJob();
  const [text, setText] = useState('');
  const [type, setType] = useState<LineType>('email');
  const [action, setAction] = useState<TagJobRequest['action']>('add');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const identities = useMemo(() => identitiesIn(text, type), [text, type]);
  const tooMany = identities.length > mostIdentities;
  const ready = identities.length > 0 && !tooMany && name.trim() !== '';
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setText(await file.text());
    setName(file.name.slice(0, 120));
  };
  const begin = async (): Promise<void> => {
    await start(tag, { action, identities, import: name.trim() });
    setText('');
    setName('');
  };
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await begin();
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const words = { count: identities.length, n: format.number(identities.length), tag: tag.name, limit: format.number(mostIdentities) };
  return (
    <Card title={t('list.title')}>
      <p className={classes.dim}>{t('list.intro', words)}</p>
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          if (action === 'replace') setConfirming(true);
          else void send();
        }}
      >
        <Radio.Group aria-label={t('list.what')} value={action} onChange={(value) => setAction(value as TagJobRequest['action'])}>
          <Group gap="lg">
            <Radio value="add" label={t('many.add.open')} />
            <Radio value="remove" label={t('many.remove.open')} />
            <Radio value="replace" label={t('many.replace.open')} />
          </Group>
        </Radio.Group>
        <div className={classes.fields}>
          <Select
            label={t('list.type')}
            value={type}
            allowDeselect={false}
            data={lineTypes.map((value) => ({ value, label: t(`list.types.${value}`) }))}
            onChange={(value) => setType((value ?? 'email') as LineType)}
          />
          <TextInput
            label={t('list.name')}
            description={t('list.nameHint')}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <Textarea
          label={t('list.identities')}
          description={t('list.identitiesHint')}
          autosize
          minRows={4}
          maxRows={12}
          value={text}
          error={tooMany ? t('list.tooMany', words) : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <p className={classes.dim} aria-live="polite">
          {t('list.found', words)}
        </p>
        {failure !== null && <ErrorState error={failure} />}
        <Group gap="xs">
          <FileButton accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={(file) => void read(file)} resetRef={undefined}>
            {(props) => (
              <Button variant="default" leftSection={<IconUpload size={16} stroke={1.5} />} {...props}>
                {t('list.file')}
              </Button>
            )}
          </FileButton>
          <Button
            type="submit"
            loading={busy}
            aria-disabled={!ready || undefined}
            data-disabled={!ready || undefined}
            title={ready ? undefined : t(name.trim() === '' ? 'list.needsName' : 'list.needsPeople')}
          >
            {t(`many.${action}.action`, words)}
          </Button>
        </Group>
      </form>
      {confirming && <ReplaceByList tag={tag} identities={identities} onClose={() => setConfirming(false)} onConfirm={begin} />}
    </Card>
  );
}
