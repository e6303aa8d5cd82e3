locals {
  # The image trusts the authorities of RDS; the host's name is checked as well.
  database_options = "sslmode=verify-full"
}

resource "aws_db_subnet_group" "postgres" {
  name_prefix = "${var.name}-"
  subnet_ids  = var.private_subnet_ids
}

resource "aws_db_parameter_group" "postgres" {
  name_prefix = "${var.name}-"
  family      = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Without it the lock of a worker that died in mid-statement is kept for as long as TCP takes to notice.
  parameter {
    name  = "client_connection_check_interval"
    value = "1000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "postgres" {
  identifier_prefix = "${var.name}-"
  engine            = "postgres"
  engine_version    = "17"
  instance_class    = var.database.instance_class
  db_name           = "adtech"
  username          = "adtech"
  # RDS makes the password, keeps it in Secrets Manager, and changes it every week.
  manage_master_user_password = true

  allocated_storage     = var.database.storage_gb
  max_allocated_storage = 4 * var.database.storage_gb
  storage_type          = "gp3"
  storage_encrypted     = true

  multi_az               = var.database.multi_az
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.postgres.name
  vpc_security_group_ids = [aws_security_group.postgres.id]
  parameter_group_name   = aws_db_parameter_group.postgres.name

  backup_retention_period         = 14
  copy_tags_to_snapshot           = true
  deletion_protection             = true
  final_snapshot_identifier       = "${var.name}-last"
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}

# Each user's password is made here, and stands neither in the state nor in a plan: only the secret has it.
ephemeral "aws_secretsmanager_random_password" "user" {
  for_each = toset(["migrate", "worker", "api"])

  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database_url" {
  for_each = toset(["migrate", "worker", "api"])

  name_prefix = "${var.name}-${each.key}-database-url-"
}

resource "aws_secretsmanager_secret_version" "database_url" {
  for_each = aws_secretsmanager_secret.database_url

  secret_id = each.value.id
  secret_string_wo = join("", [
    "postgres://${each.key}:",
    ephemeral.aws_secretsmanager_random_password.user[each.key].random_password,
    "@${aws_db_instance.postgres.endpoint}/adtech?${local.database_options}",
  ])
  secret_string_wo_version = var.password_version
}
