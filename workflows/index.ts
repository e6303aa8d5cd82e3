export { countObject } from './count-object';
export { countSmallObjects } from './count-small-objects';
export { dailyRecommendations } from './daily-recommendations';
export { notify } from './notify';
