// Loaded into a process by `--require`: its clock stands at ADTECH_TEST_NOW, an instant as ISO 8601.
const { ADTECH_TEST_NOW } = process.env;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(ADTECH_TEST_NOW);
    else super(...args);
  }

  static now() {
    return new RealDate(ADTECH_TEST_NOW).getTime();
  }
};
