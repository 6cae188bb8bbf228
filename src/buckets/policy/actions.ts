/** What is allowed together, by its S3 names, in their order. */
export const READ = ['s3:GetObject', 's3:GetObjectAcl', 's3:GetObjectVersion'] as const;
const WRITE = ['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging'] as const;
const REMOVE = ['s3:DeleteObject', 's3:DeleteObjectVersion'] as const;

/** The nine that users of a pull bucket have, and its readers with `allow_push`. */
export const READ_AND_WRITE = [...REMOVE, ...READ, ...WRITE, 's3:RestoreObject'] as const;
/** What users have in the hub: they put, and read nothing. */
export const PUT = WRITE;

/** What the mover needs of the hub; `s3:GetObject*` of the source would have been 15 actions. */
export const TAKE = [
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionTagging',
] as const;
export const TAKE_AWAY = REMOVE;
/** What it needs of the target: to put, large things in parts, and to look at what arrived. */
export const DELIVER = [
  's3:AbortMultipartUpload',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
] as const;
