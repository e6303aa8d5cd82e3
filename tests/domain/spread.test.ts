import { spreadOf } from '../../domain/spread';

describe('the spread of values', () => {
  it('is their mean, sample standard deviation and range', () => {
    expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      sd: Math.sqrt(32 / 7),
      se: Math.sqrt(4 / 7),
      min: 2,
      max: 9,
    });
  });

  it('of one value is nothing', () => {
    expect(spreadOf([3])).toEqual({ mean: 3, sd: 0, se: 0, min: 3, max: 3 });
  });
});
