// What a refresh leaves alone: parts that were fetched by themselves (data-kept), and what the reader has unfolded.

const { callbacks } = window.Idiomorph.defaults;

callbacks.beforeNodeMorphed = (before) => !(before instanceof Element && before.dataset.kept !== undefined);
callbacks.beforeAttributeUpdated = (name, element, change) =>
  !(name === "open" && change === "remove" && element.matches("details"));
