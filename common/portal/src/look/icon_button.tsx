import { ActionIcon } from '@mantine/core';
import type { ComponentType, MouseEventHandler, Ref } from 'react';

interface Properties {
  /** What the button does, in words: a picture alone tells nobody who cannot see it. */
  label: string;
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  onClick?: MouseEventHandler<HTMLButtonElement>;
  disabled?: boolean;
  className?: string;
  expanded?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** The only button without text. Its label is also what a pointer at rest reads. */
export function IconButton(
  { label, icon: Icon, onClick, disabled, className, expanded, ref }: Properties,
) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      ref={ref ?? null}
      aria-label={label}
      title={label}
      disabled={disabled ?? false}
      className={className ?? ''}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
      {...(onClick ? { onClick } : {})}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
