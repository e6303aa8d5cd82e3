"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dailyRecommendations = exports.countObject = void 0;
var count_object_1 = require("./count-object");
Object.defineProperty(exports, "countObject", { enumerable: true, get: function () { return count_object_1.countObject; } });
var daily_recommendations_1 = require("./daily-recommendations");
Object.defineProperty(exports, "dailyRecommendations", { enumerable: true, get: function () { return daily_recommendations_1.dailyRecommendations; } });
//# sourceMappingURL=index.js.map