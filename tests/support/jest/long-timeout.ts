// A real run of a date takes seconds, and a killed worker is noticed after its heartbeat timeout.
jest.setTimeout(180_000);
