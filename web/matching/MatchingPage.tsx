import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { DuplicatesTab } from './DuplicatesTab.js';
import { IdentityRulesTab } from './IdentityRulesTab.js';
import { MergesTab } from './MergesTab.js';
import { RunActions, RunNote } from './RunStatus.js';
import { SettingsTab } from './SettingsTab.js';
import { useMatchingRuns } from './useMatchingRuns.js';

const tabs = ['duplicates', 'merges', 'rules', 'settings'] as const;

/** Who is there twice: what was found, and how it is looked for. */
export function MatchingPage() {
  const { tab } = useParams();
  const { t } = useTranslation('matching');
  const navigate = useNavigate();
  const runs = useMatchingRuns();
  const shown = tabs.find((name) => name === tab) ?? 'duplicates';
  return (
    <>
      <PageHeader title={t('title')} note={<RunNote runs={runs} />} actions={<RunActions runs={runs} />} />
      <PageBody>
        <Tabs value={shown} onChange={(next) => void navigate(`/matching${next === 'duplicates' ? '' : `/${next ?? ''}`}`)} keepMounted={false}>
          <Tabs.List mb="md">
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="duplicates">
            <DuplicatesTab runs={runs} />
          </Tabs.Panel>
          <Tabs.Panel value="merges">
            <MergesTab />
          </Tabs.Panel>
          <Tabs.Panel value="rules">
            <IdentityRulesTab />
          </Tabs.Panel>
          <Tabs.Panel value="settings">
            <SettingsTab runs={runs} />
          </Tabs.Panel>
        </Tabs>
      </PageBody>
    </>
  );
}
