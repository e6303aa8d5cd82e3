"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=contract.js.map