import { NumberInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';

import { useFormat } from '../../../app/i18n/format.js';

interface NumberFieldProps {
  label: string;
  description?: ReactNode;
  value: number;
  min: number;
  max: number;
  /** Default 0. */
  decimals?: number;
  suffix?: string;
  /** Said while what is typed is no such number. */
  invalid: string;
  onChange(value: number): void;
}

/** A half-typed number (an empty field) stays as it is typed and changes nothing until it is a number again. */
export function NumberField({ label, description, value, min, max, decimals = 0, suffix = '', invalid, onChange }: NumberFieldProps) {
  const format = useFormat();
  const [typed, setTyped] = useState<string | number>(value);
  useEffect(() => setTyped(value), [value]);
  const isValid = (next: string | number): next is number => typeof next === 'number' && next >= min && next <= max && next === Number(next.toFixed(decimals));
  return (
    <NumberInput
      label={label}
      description={description}
      value={typed}
      min={min}
      max={max}
      allowDecimal={decimals > 0}
      allowNegative={min < 0}
      decimalScale={decimals}
      decimalSeparator={format.number(1.5).charAt(1)}
      allowedDecimalSeparators={['.', ',']}
      suffix={suffix}
      clampBehavior="none"
      error={isValid(typed) ? null : invalid}
      onChange={(next) => {
        setTyped(next);
        if (isValid(next)) onChange(next);
      }}
    />
  );
}
