import { enterpriseSchema, protectionSchema, userSchema } from './scim-user.ts';

type Attribute = {
  name: string;
  type?: 'string' | 'boolean' | 'complex';
  description: string;
  multiValued?: boolean;
  required?: boolean;
  caseExact?: boolean;
  uniqueness?: 'none' | 'server';
  subAttributes?: Attribute[];
};

const user: Attribute[] = [
  {
    name: 'userName',
    description: 'Name of the account; compared without case. Taken as address where none is sent.',
    required: true,
    uniqueness: 'server',
  },
  { name: 'externalId', description: 'Object id in the directory.', caseExact: true },
  { name: 'active', type: 'boolean', description: 'False: no mail, and a leaver.' },
  {
    name: 'name',
    type: 'complex',
    description: 'Name of the person.',
    subAttributes: [
      { name: 'givenName', description: 'First name.' },
      { name: 'familyName', description: 'Last name.' },
    ],
  },
  { name: 'displayName', description: 'Used where the parts of the name are missing.' },
  { name: 'title', description: 'Title of the position.' },
  { name: 'preferredLanguage', description: 'Language of mails: en, else sv.' },
  {
    name: 'emails',
    type: 'complex',
    multiValued: true,
    description: 'Addresses; the one of type work is used.',
    subAttributes: [
      { name: 'value', description: 'The address.' },
      { name: 'type', description: 'work, other, …' },
      { name: 'primary', type: 'boolean', description: 'Used where there is none of type work.' },
    ],
  },
];

const enterprise: Attribute[] = [
  {
    name: 'employeeNumber',
    description: 'Employment number: the key of an employee. Without it an account waits.',
  },
  { name: 'department', description: 'Code or name of a department that is already known.' },
  {
    name: 'manager',
    type: 'complex',
    description: 'Stored and shown, not used.',
    subAttributes: [{ name: 'value', description: 'Id of the manager.' }],
  },
];

const protection: Attribute[] = [
  {
    name: 'protected',
    type: 'boolean',
    description:
      'True for a protected identity: the person is erased, and the account is not stored.',
  },
];

/** The documents of /Schemas: exactly the attributes that are kept. */
export function schemaDocuments(base: string): (object & { id: string })[] {
  return [
    schemaDocument(base, userSchema, 'User', user),
    schemaDocument(base, enterpriseSchema, 'EnterpriseUser', enterprise),
    schemaDocument(base, protectionSchema, 'Protection', protection),
  ];
}

function schemaDocument(base: string, id: string, name: string, attributes: Attribute[]) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description: name,
    attributes: attributes.map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  };
}

function attributeDocument({ subAttributes, ...attribute }: Attribute): object {
  return {
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...attribute,
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(attributeDocument) }),
  };
}

export function resourceTypeDocument(base: string): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'An account, and an employee where it has an employment number.',
    schema: userSchema,
    schemaExtensions: [enterpriseSchema, protectionSchema].map((schema) => ({
      schema,
      required: false,
    })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  };
}

/** Most users on one page. */
export const longestPage = 200;

export function serviceProviderConfig(base: string): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: longestPage },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token with the role hr, made by: token create --role hr',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}
