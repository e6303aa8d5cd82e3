export { dailyRecommendations } from './daily-recommendations';
