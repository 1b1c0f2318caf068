import { useTranslation } from 'react-i18next';

import type { NameOf } from './names.js';

/** Names of controls for a `where` outside the builder: "Operator, row 1 of 2". */
export function useInnerNames(): NameOf {
  const { t } = useTranslation('segments');
  return (control, place) => {
    const named = t(`builder.controls.${control as 'fact'}`);
    return place === undefined ? named : t('builder.placeIn', { near: named, far: place });
  };
}
