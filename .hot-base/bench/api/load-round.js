"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=load-round.js.map