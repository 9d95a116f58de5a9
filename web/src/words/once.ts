/** Makes something costly, such as a format of dates, when it is first wanted, and keeps it. */
export function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => (made ??= make())
}
