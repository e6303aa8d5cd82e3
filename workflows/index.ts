export { countObject } from './count-object';
export { dailyRecommendations } from './daily-recommendations';
