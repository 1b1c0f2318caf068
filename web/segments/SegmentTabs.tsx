import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/** Each tab is a page of its own. */
const tabs = { segments: '/segments', conditions: '/conditions', clusters: '/clusters' } as const;

/** Segments, and what they share. */
export function SegmentTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('segments');
  const navigate = useNavigate();
  return (
    <Tabs value={tab} onChange={(next) => void navigate(tabs[(next ?? 'segments') as keyof typeof tabs])}>
      <Tabs.List>
        {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`pages.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
