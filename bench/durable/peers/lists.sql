CREATE TABLE top_products (
  advertiser_id text COLLATE "C" NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  views bigint NOT NULL,
  date date NOT NULL,
  rank smallint NOT NULL,
  PRIMARY KEY (date, advertiser_id, product_id)
);
CREATE TABLE top_ctr_products (
  advertiser_id text COLLATE "C" NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  clicks bigint NOT NULL,
  impressions bigint NOT NULL,
  ctr double precision NOT NULL,
  date date NOT NULL,
  rank smallint NOT NULL,
  PRIMARY KEY (date, advertiser_id, product_id)
);
