import { useTranslation } from 'react-i18next';

import { PageTabs } from '../ui/PageTabs.js';

const tabs = { segments: '/segments', conditions: '/conditions', clusters: '/clusters' } as const;

/** Segments, and what they share. */
export function SegmentTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('segments');
  return <PageTabs tab={tab} tabs={tabs} labelOf={(name) => t(`pages.${name}`)} />;
}
