import { recordOnlyWhenAsked } from './record-request.ts';

recordOnlyWhenAsked();
