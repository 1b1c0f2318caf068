import { Button, CloseButton, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call } from '../api/client.js';
import { useGet } from '../api/query.js';
import { type PersonalClass, type Trait, traitsPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import { personalClasses } from './catalogue-words.js';
import classes from './Traits.module.css';
import { traitAddress } from './trait-place.js';

/** One line of the catalogue, to look at and describe, while the list stays. Esc closes it. */
export function TraitPanel({ place, onClose }: { place: string; onClose: () => void }) {
  const { t } = useTranslation('traits');
  const { address, query } = traitAddress(place);
  const { data, error, refetch } = useGet<Trait>(address, { query });
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = data !== undefined;
  useEffect(() => {
    if (loaded) heading.current?.focus();
  }, [loaded]);
  return (
    <aside className={classes.panel} aria-label={t('details')} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <div className={classes.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          {data === undefined ? t('details') : (data.label ?? data.name)}
        </h2>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      {error !== null ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <BlockSkeleton lines={6} /> : null}
      {data !== undefined && <Facts trait={data} />}
      {data !== undefined && <DescribeForm key={data.noted?.at ?? ''} trait={data} place={place} />}
    </aside>
  );
}

function Facts({ trait }: { trait: Trait }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const { kind, event, types, count, sources, firstSeenAt, lastSeenAt, share, shareEstimated } = trait;
  const facts: [string, string | null][] = [
    [t('kind'), event === null ? t(`kinds.${kind}`) : t('propertyOf', { event })],
    [t('calledBy'), trait.name],
    [t('types'), types.length > 0 ? format.list(types.map((type) => t(`type.${type}`))) : null],
    [
      t(kind === 'property' ? 'shareOfEvents' : 'shareOfPeople'),
      share === null ? null : t(shareEstimated ? 'about' : 'exactly', { share: format.percent(share) }),
    ],
    [t('seenTimes'), count > 0 ? format.number(count) : null],
    [t('sources'), sources.length > 0 ? format.list(sources) : null],
    [t('firstSeen'), firstSeenAt && format.dateTime(firstSeenAt)],
    [t('lastSeen'), lastSeenAt && format.dateTime(lastSeenAt)],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function DescribeForm({ trait, place }: { trait: Trait; place: string }) {
  const { t } = useTranslation('traits');
  const queryClient = useQueryClient();
  const [personalClass, setClass] = useState<PersonalClass>(trait.personalClass.value);
  const [owner, setOwner] = useState(trait.owner ?? '');
  const [description, setDescription] = useState(trait.description ?? '');
  const [isPublic, setPublic] = useState(trait.public);
  const [searchable, setSearchable] = useState(trait.searchable);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const mayBePublic = trait.kind !== 'property' && trait.kind !== 'accountTrait';
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const { address, query } = traitAddress(place);
    const body = {
      owner: owner.trim() === '' ? null : owner.trim(),
      description: description.trim() === '' ? null : description.trim(),
      // Leaving a guess as it stands and saving says that it is right.
      personalClass,
      ...(mayBePublic && { public: isPublic }),
      ...(trait.kind === 'trait' && searchable !== trait.searchable && { searchable }),
    };
    try {
      await call('PATCH', address, { query, body });
      showDone(t('saved', { name: trait.label ?? trait.name }));
      await queryClient.invalidateQueries({ queryKey: [address] });
      await queryClient.invalidateQueries({ queryKey: [traitsPath] });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <NativeSelect
        label={t('personalClass')}
        description={t(`because.${trait.personalClass.by}`)}
        value={personalClass}
        onChange={(event) => setClass(event.currentTarget.value as PersonalClass)}
        data={personalClasses.map((each) => ({ value: each, label: t(`classes.${each}`) }))}
      />
      <TextInput label={t('owner')} description={t('ownerHint')} maxLength={200} value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
      <Textarea
        label={t('description')}
        autosize
        minRows={2}
        maxLength={2_000}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {mayBePublic && (
        <div>
          <Switch label={t('public')} description={t('publicHint')} checked={isPublic} onChange={(event) => setPublic(event.currentTarget.checked)} />
          {isPublic && personalClass !== 'none' && (
            <p className={classes.notice} role="status">
              {t('publicPersonal')}
            </p>
          )}
        </div>
      )}
      {trait.kind === 'trait' && (
        <Switch
          label={t('searchable')}
          description={t('searchableHint', { name: trait.name })}
          checked={searchable}
          onChange={(event) => setSearchable(event.currentTarget.checked)}
        />
      )}
      {failure !== null && <ErrorState error={failure} />}
      <Button type="submit" loading={busy}>
        {t(trait.personalClass.by === 'person' || trait.personalClass.value === 'none' ? 'save' : 'confirm')}
      </Button>
    </form>
  );
}
