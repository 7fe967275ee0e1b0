// One look. Shades live in tokens.css, because the content policy allows no styles made at run
// time: Mantine's own variables come from its style sheet and are set anew there.
import { createTheme } from '@mantine/core';

export const theme = createTheme({
  defaultRadius: 'sm',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm', hideControls: true } },
    Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 2 } },
    TagsInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', withCheckIcon: false, openOnFocus: false } },
    // Locking the scroll bar would add a style element, which the content policy refuses.
    // Its heading is no banner: the page has one.
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 },
      attributes: { header: { role: 'none' } } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
  },
});
